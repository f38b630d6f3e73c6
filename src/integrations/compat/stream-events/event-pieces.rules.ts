/** A notification of PostgreSQL carries less than 8,000 bytes, the names of the piece included. */
const TEXT_OF_A_PIECE = 7_500;

interface Piece {
  readonly networkId: string;
  readonly id: string;
  /** Its place among the pieces of the event, from nought. */
  readonly at: number;
  readonly of: number;
  readonly text: string;
}

/** A text of ASCII in pieces that a notification can carry, in their order. */
export function piecesOf(networkId: string, id: string, text: string): string[] {
  const of = Math.max(1, Math.ceil(text.length / TEXT_OF_A_PIECE));
  return Array.from({ length: of }, (_, at) =>
    [networkId, id, at, of, text.slice(at * TEXT_OF_A_PIECE, (at + 1) * TEXT_OF_A_PIECE)].join(' '),
  );
}

export function parsePiece(payload: string): Piece {
  const [networkId = '', id = '', at = '', of = '', text = ''] = payload.split(' ');
  return { networkId, id, at: Number(at), of: Number(of), text };
}
