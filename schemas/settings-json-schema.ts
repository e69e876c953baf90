import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { settingsSchema } from '../functions/settings/settings-schema.ts';

/** The settings' schema as editors read it: what a JSON Schema cannot say is left to the parser. */
export function settingsJsonSchema(): JsonSchema {
  return {
    ...toJsonSchema(settingsSchema, {
      typeMode: 'input',
      ignoreActions: ['check', 'finite', 'transform'],
      overrideSchema: ({ valibotSchema }) =>
        'options' in valibotSchema && valibotSchema.type === 'lazy'
          ? { anyOf: (valibotSchema.options as v.GenericSchema[]).map((one) => plain(one)) }
          : undefined,
    }),
    title: 'smartlyq-runway settings',
    dependencies: { quietHours: ['timeZone'] },
  };
}

function plain(schema: v.GenericSchema): JsonSchema {
  const { $schema: _, ...json } = toJsonSchema(schema);
  return json;
}
