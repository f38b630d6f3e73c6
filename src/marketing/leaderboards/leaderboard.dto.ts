import { z } from 'zod';
import { listOf, objectNamed } from '../../platform/http/schemas';

export const boardQuery = z.strictObject({
  restaurantId: z.uuid().optional().describe('The board of this restaurant; left out: of the whole network'),
});
export type BoardQuery = z.infer<typeof boardQuery>;

/** `PUT /api/auth/me/leaderboard` */
export const joinLeaderboardSchema = objectNamed('JoinLeaderboard', 'The name of a guest on the leaderboards.', {
  nickname: z
    .string()
    .trim()
    // Letters of other widths and forms are shown as what they are read as.
    .normalize('NFKC')
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{1,29}$/u)
    .describe('Name that other guests read: 2 to 30 letters, digits, spaces, dots, hyphens or underscores'),
});
export type JoinLeaderboardBody = z.infer<typeof joinLeaderboardSchema>;

const month = z
  .string()
  .regex(/^\d{4}-\d{2}$/)
  .describe('Month whose visits count, `YYYY-MM`: the one of today’s business date');
const standing = {
  rank: z.int().describe('Place by visits; guests with as many visits share it'),
  nickname: z.string().describe('Name that the guest chose'),
  visits: z.int().describe('Visits in the month; a sale that was refunded whole is none'),
};

export const ownLeaderboardSchema = objectNamed('OwnLeaderboard', 'A leaderboard as one guest sees it.', {
  month,
  nickname: z.string().nullable().describe('The name of the guest on all boards; null: the guest is on none'),
  items: listOf('The first 50 guests, and the guest wherever the guest stands', {
    ...standing,
    isOwn: z.boolean().describe('Whether it is the guest who asks'),
  }),
  restaurants: listOf('Open restaurants, each of which has a board, by name; at most 200', {
    id: z.uuid().describe('Id of the restaurant'),
    name: z.string().describe('Its name in the language of the request'),
  }),
});
export type OwnLeaderboard = z.infer<typeof ownLeaderboardSchema>;

export const leaderboardSchema = objectNamed('Leaderboard', 'A leaderboard as the network sees it.', {
  month,
  isOn: z.boolean().describe('Whether the setting `leaderboard` lets guests see and join it'),
  items: listOf('The first 200 guests', { guestId: z.uuid().describe('Id of the guest'), ...standing }),
});
export type LeaderboardAnswer = z.infer<typeof leaderboardSchema>;
