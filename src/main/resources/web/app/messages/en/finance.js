/** Words of the page finance. */
export default {
};
