/** Every text that a request can carry, by the server's own description of its API. Pure. */

/**
 * @typedef {object} Field
 * @property {string} operation the route's name in the description
 * @property {string} method
 * @property {string} path with `{hall}` and the like still in it
 * @property {string[]} required names that the body must have
 * @property {(string | number)[]} way where in the body the text stands; `0` is the first of a list
 */

/** How deep the bodies are nested at most. */
const DEEPEST = 8;

/**
 * @param {any} document the description, as `/api/openapi.json` gives it
 * @returns {Field[]}
 */
export function textFields(document) {
  const schemas = document.components.schemas;
  /** @param {any} schema */
  const resolved = (schema) => ("$ref" in schema ? schemas[schema.$ref.split("/").at(-1)] : schema);
  /**
   * @param {any} given
   * @param {(string | number)[]} way
   * @returns {(string | number)[][]}
   */
  const texts = (given, way) => {
    if (way.length > DEEPEST) return [];
    const schema = resolved(given);
    const kinds = [schema.type ?? []].flat();
    return [
      ...(kinds.includes("string") ? [way] : []),
      ...["oneOf", "anyOf", "allOf"].flatMap((form) => schema[form] ?? []).flatMap((one) => texts(one, way)),
      ...(schema.items ? texts(schema.items, [...way, 0]) : []),
      ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => texts(inner, [...way, name])),
    ];
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(/** @type {Record<string, any>} */ (methods)).flatMap(([method, route]) => {
      const schema = route.requestBody?.content["application/json"]?.schema;
      if (!schema) return [];
      const required = resolved(schema).required ?? [];
      const ways = new Map(texts(schema, []).map((way) => [way.join("/"), way]));
      return [...ways.values()].map((way) => ({ operation: route.operationId, method, path, required, way }));
    }),
  );
}

/**
 * Where texts stand in a value, each kind of place once: of a list only the first that has it.
 *
 * @param {unknown} value
 * @param {(string | number)[]} [way]
 * @returns {(string | number)[][]}
 */
export function textsOf(value, way = []) {
  if (typeof value === "string") return [way];
  if (value === null || typeof value !== "object") return [];
  const found = new Map();
  for (const [name, inner] of Object.entries(value)) {
    for (const place of textsOf(inner, [...way, Array.isArray(value) ? Number(name) : name])) {
      const kind = place.map((part) => (typeof part === "number" ? "" : part)).join("/");
      if (!found.has(kind)) found.set(kind, place);
    }
  }
  return [...found.values()];
}

/**
 * The body with a text in one place.
 *
 * @param {any} body
 * @param {(string | number)[]} way
 * @param {string} text
 * @returns {any}
 */
export function withText(body, way, text) {
  const [name, ...rest] = way;
  if (name === undefined) return text;
  if (typeof name === "number") {
    const list = Array.isArray(body) ? [...body] : [];
    list[name] = withText(list[name], rest, text);
    return list;
  }
  return { ...(body ?? {}), [name]: withText(body?.[name], rest, text) };
}
