import shell from './en/shell.js';
import orders from './en/orders.js';
import overview from './en/overview.js';
import channels from './en/channels.js';
import deadLetters from './en/dead-letters.js';
import workbench from './en/workbench.js';
import credit from './en/credit.js';
import portal from './en/portal.js';
import finance from './en/finance.js';
import users from './en/users.js';
import problems from './en/problems.js';

export default { ...shell, ...orders, ...overview, ...channels, ...deadLetters, ...workbench, ...credit, ...portal, ...finance, ...users, ...problems };
