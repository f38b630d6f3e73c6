import { ChatPace } from './chat-pace';

it('keeps two messages to one chat apart, and lets other chats go on', () => {
  const pace = new ChatPace(500);
  expect([pace.takeTurn('a', 0), pace.takeTurn('a', 0), pace.takeTurn('a', 100), pace.takeTurn('b', 100)]).toEqual([
    0, 500, 900, 0,
  ]);
  expect(pace.takeTurn('a', 5_000)).toBe(0);
});
