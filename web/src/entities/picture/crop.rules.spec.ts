import { cropAt } from './crop.rules';

describe('the part of a picture', () => {
  const wide = { width: 4_000, height: 1_000 };
  const tall = { width: 900, height: 1_600 };

  it('is as much as fits at first, and never leaves the picture', () => {
    expect(cropAt(wide, 16 / 9, 1, { x: 2_000, y: 500 })).toMatchObject({ top: 0, height: 1_000 });
    expect(cropAt(tall, 16 / 9, 1, { x: 450, y: 0 })).toMatchObject({ left: 0, top: 0, width: 900 });
    const moved = cropAt(tall, 16 / 9, 1, { x: 9_000, y: 9_000 });
    expect([moved.left, Math.round(moved.top + moved.height)]).toEqual([0, 1_600]);
  });

  it('gets smaller with the zoom around its middle, at most four times', () => {
    expect(cropAt(wide, 2, 2, { x: 2_000, y: 500 })).toEqual({ left: 1_500, top: 250, width: 1_000, height: 500 });
    expect(cropAt(wide, 2, 99, { x: 2_000, y: 500 }).width).toBe(500);
  });
});
