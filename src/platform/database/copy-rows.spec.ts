import fc from 'fast-check';
import { fieldsOf } from './copy-rows';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** A line as PostgreSQL's manual says that COPY writes it in text form. */
function written(fields: readonly (string | null)[]): Buffer {
  const escaped = fields.map((field) =>
    field === null ? '\\N' : field.replace(/[\\\b\f\n\r\t\v]/g, (character) => ESCAPES[character] ?? character),
  );
  return Buffer.from(`${escaped.join('\t')}\n`);
}

describe('a line of COPY', () => {
  it('gives back the fields that were written, whatever stands in them', () => {
    const difficult = fc.string({
      unit: fc.constantFrom('\\', 'N', '\t', '\n', '\r', '\b', '\f', '\v', 'a', 'ж', '𝄞', '"'),
    });
    const field = fc.oneof(fc.constant(null), difficult, fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 8 }), (fields) => {
        expect(fieldsOf(written(fields))).toEqual(fields);
      }),
    );
  });

  it('tells nothing from an empty text and from the letters that stand for nothing', () => {
    expect(fieldsOf(written([null, '', '\\N', null]))).toEqual([null, '', '\\N', null]);
  });
});
