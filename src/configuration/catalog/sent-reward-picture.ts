import { parseJsonBody } from '../../platform/http/json-body';
import { parseInput } from '../../platform/http/schema.pipe';
import { ProblemError } from '../../platform/problems/problem';
import { PICTURE_BODY } from '../pictures/picture.dto';
import { sentPicture } from '../pictures/sent-picture';
import { MAX_BASE64_LENGTH, pictureInJsonSchema } from './reward.dto';

const JSON_TYPE = /^application\/json\b/i;
/** Bytes of the JSON besides the base64: the member's name, quotes and spaces. */
const JSON_BESIDE = 1_024;

/** The body for the OpenAPI document: the file, or the JSON form of version 0.3. */
export const REWARD_PICTURE_BODY = {
  ...PICTURE_BODY,
  'application/json': {
    schema: {
      type: 'object',
      properties: {
        data: {
          type: 'string',
          format: 'base64',
          maxLength: MAX_BASE64_LENGTH,
          description: pictureInJsonSchema.shape.data.description ?? '',
        },
      },
      required: ['data'],
      additionalProperties: false,
    },
  },
} as const;

/**
 * The bytes of the sent file, and its path in the body.
 * @throws ProblemError `payload_too_large`, `invalid_json`, and `invalid_body` for JSON of another form
 */
export function sentRewardPicture(type: string | undefined, body: unknown): { sent: Buffer; path: string } {
  const sent = sentPicture(body);
  if (!JSON_TYPE.test(type ?? '')) return { sent, path: '' };
  // Checked before parsing, which blocks the event loop.
  if (sent.length > MAX_BASE64_LENGTH + JSON_BESIDE) throw new ProblemError('payload_too_large');
  const { data } = parseInput(pictureInJsonSchema, parseJsonBody(sent), 'body');
  return { sent: Buffer.from(data, 'base64'), path: 'data' };
}
