/** Words of the page users. */
export default {
};
