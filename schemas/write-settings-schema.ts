import { writeFileSync } from 'node:fs';
import { settingsJsonSchema } from './settings-json-schema.ts';

const json = JSON.stringify(settingsJsonSchema(), undefined, 2);
writeFileSync(new URL('runway.config.schema.json', import.meta.url), `${json}\n`);
