/** Words of the page credit. */
export default {
};
