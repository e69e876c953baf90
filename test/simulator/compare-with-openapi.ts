import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Answered } from './every-answer.ts';

type Json = Readonly<Record<string, unknown>>;

/** How answers differ from an OpenAPI document. */
export interface Comparison {
  /** Answers that the document describes, faulty or not. */
  readonly compared: number;
  /** "GET /me 200: data.plan is missing" */
  readonly faults: readonly string[];
  /** Answers that the document has no schema for: "GET /workspaces 409". */
  readonly undescribed: readonly string[];
  /** Calls of the document that no answer is to. */
  readonly unanswered: readonly string[];
}

const FORMATS = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  uri: /^https?:\/\//,
};

/**
 * Holds each answer against the document's schema of its call and status, and looks for fields that the schema (or,
 * where it names none, the example) has and the answer lacks, or the other way round. `meta` may be absent or there,
 * and so may be the fields of an error's `details`.
 */
export function compareWithOpenapi(original: Json, answers: readonly Answered[]): Comparison {
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: FORMATS });
  const document = withoutBareNullable(original);
  ajv.addSchema(document, 'document');
  const resolved = (value: unknown): Json => {
    const { $ref } = asJson(value);
    return typeof $ref === 'string' ? resolved(at(document, $ref)) : asJson(value);
  };
  const faults = new Set<string>();
  const undescribed = new Set<string>();
  let compared = 0;

  function compareFields(schema: Json, example: unknown, value: unknown, path: string): void {
    const { properties, items } = schema;
    if (Array.isArray(value)) {
      const [shown] = Array.isArray(example) ? example : [];
      for (const item of value) compareFields(resolved(items), shown, item, `${path}[]`);
      return;
    }
    const wanted = properties === undefined ? asJson(example) : asJson(properties);
    if (!isJson(value) || Object.keys(wanted).length === 0) return;
    for (const name of new Set([...Object.keys(wanted), ...Object.keys(value)])) {
      const inner = path === '' ? name : `${path}.${name}`;
      if (inner.endsWith('meta') || inner.endsWith('.details')) continue;
      if (!(name in value) && isOnDemand(asJson(properties)[name])) continue;
      if (!(name in value)) faults.add(`${path}: ${name} is missing`.replace(/^: /, ''));
      else if (!(name in wanted)) faults.add(`${inner} is not in the document`);
      else {
        const { [name]: property } = asJson(properties);
        compareFields(resolved(property), asJson(example)[name], value[name], inner);
      }
    }
  }

  const all = new Set<string>();
  for (const { call, status, body } of answers) {
    const [method = '', path = ''] = call.split(' ');
    const operation = asJson(asJson(asJson(document.paths)[path])[method.toLowerCase()]);
    const response = resolved(asJson(operation.responses)[status]);
    const content = asJson(asJson(response.content)['application/json']);
    const name = `${call} ${status}`;
    if (!isJson(content.schema)) {
      undescribed.add(name);
      continue;
    }
    compared += 1;
    faults.clear();

    const validate = ajv.compile(withReferences(content.schema));
    if (!validate(body)) faults.add(ajv.errorsText(validate.errors, { dataVar: 'answer' }));
    compareFields(resolved(content.schema), content.example, body, '');
    for (const fault of faults) all.add(`${name}: ${fault}`);
  }

  const answered = new Set(answers.map(({ call }) => call));
  const calls = Object.entries(asJson(document.paths)).flatMap(([path, methods]) =>
    Object.keys(asJson(methods)).map((method) => `${method.toUpperCase()} ${path}`),
  );
  return {
    compared,
    faults: [...all],
    undescribed: [...undescribed],
    unanswered: calls.filter((call) => !answered.has(call)),
  };
}

/** The same schema with its references pointing into the document. */
function withReferences(schema: unknown): Json {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === '$ref' && typeof value === 'string' ? `document${value}` : value,
  );
}

function at(document: Json, reference: string): unknown {
  return reference
    .replace(/^#\//, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, part) => asJson(value)[part], document);
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asJson(value: unknown): Json {
  return isJson(value) ? value : {};
}

/** `nullable` beside no type says nothing, and the validator refuses it. */
function withoutBareNullable(document: Json): Json {
  return JSON.parse(JSON.stringify(document), (_, value: unknown) => {
    if (!isJson(value) || value.nullable !== true || 'type' in value) return value;
    const { nullable: __, ...rest } = value;
    return rest;
  });
}

/** What is sent only where it was asked for, as its description says. */
function isOnDemand(property: unknown): boolean {
  return /^Only when /.test(String(asJson(property).description));
}
