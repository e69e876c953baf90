import type { Command } from 'commander';
import { pauseSwitch } from '../mute/set-pause.ts';

/** `runway pause`: no alerts at all until `resume`; readings go on. */
export function pauseCommand(): Command {
  return pauseSwitch('pause', 'no alerts of a wallet at all until resume; readings go on');
}
