/** Words of the page workbench. */
export default {
};
