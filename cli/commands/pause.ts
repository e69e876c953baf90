import type { Command } from 'commander';
import { pauseSwitch } from '../mute/set-pause.ts';

/** `runway pause`: no alerts at all until `resume`; readings go on. */
export function pauseCommand(): Command {
  return pauseSwitch('pause', 'stop all alerts of a wallet until you resume them; readings go on');
}

/** `runway resume`: alerts again, and what is due by now at once. */
export function resumeCommand(): Command {
  return pauseSwitch('resume', 'end a snooze and a pause, so that alerts are sent again');
}
