import { proveSeeds } from './prove-seeds.ts';

proveSeeds(60, 150);
