/** Words of the page dead-letters. */
export default {
};
