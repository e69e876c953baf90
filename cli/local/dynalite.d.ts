/** dynalite has no types of its own; this is what we use of it. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** The LevelDB folder. @default in memory */
    readonly path?: string;
    /** How long a new table stays in CREATING, milliseconds. @default 500 */
    readonly createTableMs?: number;
  }

  export default function dynalite(options?: DynaliteOptions): Server;
}
