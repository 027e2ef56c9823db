import shell from './vi/shell.js';
import orders from './vi/orders.js';
import overview from './vi/overview.js';
import channels from './vi/channels.js';
import deadLetters from './vi/dead-letters.js';
import workbench from './vi/workbench.js';
import credit from './vi/credit.js';
import portal from './vi/portal.js';
import finance from './vi/finance.js';
import users from './vi/users.js';
import problems from './vi/problems.js';

export default { ...shell, ...orders, ...overview, ...channels, ...deadLetters, ...workbench, ...credit, ...portal, ...finance, ...users, ...problems };
