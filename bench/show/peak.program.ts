/** Runs the command line with the arguments given, and says at its end the most memory that it took, in KiB. */
import { join } from 'node:path';

process.on('exit', () => process.stderr.write(`peak ${process.resourceUsage().maxRSS}\n`));
process.argv[1] = join(__dirname, 'product/cli.js');
require(process.argv[1]);
