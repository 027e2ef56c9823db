/** Words of the page portal. */
export default {
};
