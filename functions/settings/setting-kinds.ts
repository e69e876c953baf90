import * as v from 'valibot';

export const DEFAULT_LINK_KEY = '/smartlyq-runway/link-key';

// Every message completes "<setting>: <value> must …". The patterns have no flags: JSON Schema knows none.

export const pattern = (regex: RegExp, must: string) =>
  v.pipe(v.string(must), v.regex(regex, must));
export const number = (min: number, max: number, must: string) =>
  v.pipe(v.number(must), v.finite(must), v.minValue(min, must), v.maxValue(max, must));
export const wholeNumber = (min: number, max: number, things: string) => {
  const must = `be a whole number of ${things} from ${min} to ${max}`;
  return v.pipe(v.number(must), v.integer(must), v.minValue(min, must), v.maxValue(max, must));
};
export const list = <T extends v.GenericSchema>(
  item: T,
  min: number,
  max: number,
  things: string,
) => {
  const must = `be a list of ${min} to ${max} ${things}`;
  return v.pipe(v.array(item, must), v.minLength(min, must), v.maxLength(max, must));
};
/** A union's one fault would not say which item of a list is wrong. */
export const either = <One extends v.GenericSchema, List extends v.GenericSchema>(
  one: One,
  many: List,
) =>
  Object.assign(
    v.lazy<v.GenericSchema<v.InferInput<One | List>, v.InferOutput<One | List>>>((value) =>
      Array.isArray(value) ? many : one,
    ),
    { options: [one, many] as const },
  );
/** Every unknown field is a fault of its own, which a strict object would stop at. */
export const fields = <T extends v.ObjectEntries>(
  entries: T,
): v.GenericSchema<
  v.InferInput<v.ObjectSchema<T, undefined>>,
  v.InferOutput<v.ObjectSchema<T, undefined>>
> => {
  const known = Object.keys(entries).filter((name) => !name.startsWith('$'));
  return v.objectWithRest(
    entries,
    v.never(`unknown field; known here: ${known.join(', ')}`),
    // valibot reports a missing field as the object's fault; the reader wants the field's bound.
    ({ path }) => {
      const missing = entries[String(path?.at(-1)?.key)];
      return missing !== undefined && 'message' in missing
        ? String(missing.message)
        : `be an object with ${known.join(', ')}`;
    },
  );
};
/** What editors show beside a setting. */
export const described = <T extends v.GenericSchema>(description: string, schema: T) =>
  v.pipe(schema, v.description(description));
