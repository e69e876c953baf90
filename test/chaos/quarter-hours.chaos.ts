import { proveSeeds } from './prove-seeds.ts';

proveSeeds(15, 150);
