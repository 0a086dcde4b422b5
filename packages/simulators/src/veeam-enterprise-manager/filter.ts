export type Fields = Record<string, string | number | boolean | null>;
export type Test = (fields: Fields) => boolean;

const OPERATORS = ["==", "!=", ">=", "<=", ">", "<"] as const;
type Operator = (typeof OPERATORS)[number];

/**
 * The query service's `filter`: `;` is AND and binds closer than `,`, which is OR; parentheses group. Names do not
 * mind their case. Null for what cannot be read, or names a field that is not in `names`.
 */
export function parseFilter(text: string, names: readonly string[]): Test | null {
  let rest = text.trim();

  function either(): Test | null {
    const tests = [both()];
    while (take(",")) tests.push(both());
    return join(tests, (known, fields) => known.some((test) => test(fields)));
  }

  function both(): Test | null {
    const tests = [one()];
    while (take(";")) tests.push(one());
    return join(tests, (known, fields) => known.every((test) => test(fields)));
  }

  function one(): Test | null {
    if (take("(")) {
      const inner = either();
      return take(")") ? inner : null;
    }
    const match = /^\s*(\w+)\s*(==|!=|>=|<=|>|<)\s*(?:"([^"]*)"|([^;,()]*))/.exec(rest);
    const name = names.find((known) => known.toLowerCase() === match?.[1]?.toLowerCase());
    if (!match || !name) return null;
    rest = rest.slice(match[0].length);
    const wanted = match[3] ?? match[4] ?? "";
    return (fields) => compare(fields[name] ?? null, match[2] as Operator, wanted.trim());
  }

  function take(letter: string): boolean {
    if (!rest.trimStart().startsWith(letter)) return false;
    rest = rest.trimStart().slice(1);
    return true;
  }

  const whole = either();
  return rest.trim() === "" ? whole : null;
}

function join(tests: (Test | null)[], all: (known: Test[], fields: Fields) => boolean): Test | null {
  const known = tests.filter((test) => test !== null);
  return known.length === tests.length ? (fields) => all(known, fields) : null;
}

function compare(value: Fields[string] | null, operator: Operator, wanted: string): boolean {
  if (value === null) return operator === "!=";
  const isTime = /^\d{4}-\d\d-\d\dT/.test(String(value));
  const order = isTime
    ? Date.parse(String(value)) - Date.parse(wanted)
    : String(value).toLowerCase().localeCompare(wanted.toLowerCase());
  switch (operator) {
    case "==":
      return order === 0;
    case "!=":
      return order !== 0;
    case ">=":
      return order >= 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case "<":
      return order < 0;
  }
}
