/** Words of the page orders. */
export default {
};
