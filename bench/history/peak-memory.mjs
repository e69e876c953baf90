/** Loaded before a command: writes the most memory that its process ever held, in KB, to file descriptor 3. */
import { writeSync } from 'node:fs';

process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));
