import './theme.css';
import { startTheme } from './theme.js';
import { startLanguage } from './i18n.js';

startTheme();
// Fetched side by side; drawn when the words are there, so that nothing is seen with its keys.
Promise.all([import('./components/shell.js'), startLanguage()]).then(([{ start }]) => start());
