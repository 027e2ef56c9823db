/** Words of the page channels. */
export default {
};
