/** A notification of PostgreSQL carries less than 8,000 bytes, including the names in the piece. */
const TEXT_OF_A_PIECE = 7_500;

interface Piece {
  readonly networkId: string;
  readonly id: string;
  /** The piece's index within the event, from 0. */
  readonly at: number;
  readonly of: number;
  readonly text: string;
}

/** Splits an ASCII text into pieces that fit into notifications, in order. */
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
