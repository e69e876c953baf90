import type { Command } from 'commander';
import { pauseSwitch } from '../mute/set-pause.ts';

/** `runway resume`: alerts again, and what is due by now at once. */
export function resumeCommand(): Command {
  return pauseSwitch('resume', 'end a snooze and a pause, so that alerts are sent again');
}
