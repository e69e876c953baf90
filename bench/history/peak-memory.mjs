/**
 * Loaded before a command: writes the most memory that its process ever held, in KB, to file descriptor 3.
 * Not `resourceUsage().maxRSS`, which a process inherits from the larger one that started it. Linux only.
 */
import { readFileSync, writeSync } from 'node:fs';

process.on('exit', () => {
  const [, peakKb = 'NaN'] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  writeSync(3, peakKb);
});
