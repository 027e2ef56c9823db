import './theme.css';
import { startTheme } from './theme.js';
import { startLanguage } from './i18n.js';
import { askAhead, loadAhead } from './ahead.js';
import { resume } from './session.js';

startTheme();
// Side by side: who is signed in, the words, the frame, and the page that the address asks for.
const resumed = resume();
resumed.then(askAhead, () => {});
loadAhead();
// Drawn when the words are there, so that nothing is seen with its keys.
Promise.all([import('./components/shell.js'), startLanguage()]).then(([{ start }]) => start(resumed));
