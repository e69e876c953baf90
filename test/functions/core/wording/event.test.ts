import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERT_KINDS } from '../../../../functions/core/alert/alert.ts';
import { renderAlert } from '../../../../functions/core/wording/render.ts';
import { anyAlert } from '../../../support/any-alert.ts';

const schema = JSON.parse(readFileSync('schemas/alert.schema.json', 'utf8'));
const isValid = new Ajv2020({ strict: true }).compile(schema);
const wallet = { id: 'main', name: 'Main wallet' };

describe('the alert for machines', () => {
  it('is what the published schema says, for every kind and any facts', () => {
    fc.assert(
      fc.property(anyAlert, fc.boolean(), (alert, isPossibleRepeat) => {
        const id = `2026-11-27T12:00:00.000Z#${alert.kind}`;
        const input = { alert, id, wallet, timeZone: 'UTC', isPossibleRepeat };
        const { event, attributes } = renderAlert(input);
        expect(isValid(JSON.parse(JSON.stringify(event))), JSON.stringify(isValid.errors)).toBe(
          true,
        );
        const { severity, kind } = alert;
        expect(attributes).toEqual({ severity, kind, wallet: (alert.facts.about ?? wallet).id });
      }),
      { numRuns: 500 },
    );
  });

  it('has a schema that knows exactly the kinds there are', () => {
    expect(schema.properties.kind.enum).toEqual([...ALERT_KINDS]);
  });

  it('is refused by the schema once a field is missing or unknown', () => {
    const [alert] = fc.sample(anyAlert, { numRuns: 1, seed: 1 });
    if (alert === undefined) throw new Error('no sample');
    const input = { alert, id: 'x', wallet, timeZone: 'UTC', isPossibleRepeat: false };
    const { event } = renderAlert(input);
    expect(isValid({ ...event, surprise: 1 })).toBe(false);
    expect(isValid({ ...event, severity: undefined })).toBe(false);
  });
});
