/** Words of the page overview. */
export default {
};
