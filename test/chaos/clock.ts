import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A clock that jumps where it is told to, and runs `speed` times as fast as the real one in between. */
export interface VirtualClock {
  /** Every process reads its time from this file, so that one that was stopped sees the jump. */
  readonly file: string;
  readonly speed: number;
  now(): number;
  /** @param speed @default as before */
  set(nowMs: number, speed?: number): void;
  close(): void;
}

export function createVirtualClock(startMs: number): VirtualClock {
  const folder = mkdtempSync(join(tmpdir(), 'runway-clock-'));
  const file = join(folder, 'clock');
  const handle = openSync(file, 'w');
  // `sandbox.mjs` reads the three in this order.
  const numbers = new Float64Array([startMs, Date.now(), 1]);
  const write = () => writeSync(handle, new Uint8Array(numbers.buffer), 0, 24, 0);
  write();
  return {
    file,
    get speed() {
      return numbers[2] as number;
    },
    now: () => {
      const [baseMs, realMs, speed] = numbers as unknown as [number, number, number];
      return Math.round(baseMs + (Date.now() - realMs) * speed);
    },
    set(nowMs, speed = numbers[2] as number) {
      numbers.set([nowMs, Date.now(), speed]);
      write();
    },
    close() {
      closeSync(handle);
      rmSync(folder, { recursive: true });
    },
  };
}
