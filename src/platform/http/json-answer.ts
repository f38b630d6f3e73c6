/** An answer of so many characters or more is sent as bytes. For a shorter one, making the bytes takes longer than it saves. */
const BYTES_FROM_CHARACTERS = 8_192;

/** An answer whose JSON is written already, in UTF-8. */
export class WrittenAnswer<Value> {
  constructor(readonly json: Buffer) {}

  /** The answer as a value, for a caller in this process. */
  parsed(): Value {
    return JSON.parse(this.json.toString()) as Value;
  }
}

/**
 * The JSON of an answer. Node joins a text to the headers and copies both once more, which for a page of history was a third of all that the call
 * allocated; bytes are sent as they are.
 */
export function jsonAnswerOf(answer: unknown): string | Buffer {
  if (answer instanceof WrittenAnswer) return answer.json;
  const text = JSON.stringify(answer);
  return text.length < BYTES_FROM_CHARACTERS ? text : Buffer.from(text);
}
