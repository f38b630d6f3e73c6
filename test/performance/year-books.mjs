const DAY_MS = 86_400_000;
/** Moscow keeps this distance from UTC the whole year. */
const ZONE_MS = 3 * 3_600_000;
const FIGURES = ['sales', 'amount', 'discount', 'payable', 'refunds', 'refunded', 'pointsEarned', 'pointsRedeemed'];

/** A network's books, kept from the API's answers alone, without the server's code. */
export class Books {
  /** @param {number} lotDays how many days points live */
  constructor(lotDays) {
    this.lotDays = lotDays;
    /** Open lots of each guest, the earliest end first: { points, lastDay }. */
    this.lots = new Map();
    this.figures = Object.fromEntries(FIGURES.map((name) => [name, 0]));
    this.expired = 0;
    /** Ids of acts, by the receipt or key under which each was sent. */
    this.acts = new Map();
  }

  /** A guest with the points of the registration. */
  register({ id, balance, createdAt }) {
    this.lots.set(id, []);
    this.figures.pointsEarned += balance.available;
    this.add(id, balance.available, Date.parse(createdAt));
  }

  sell(answer, sent) {
    const { guestId, pointsEarned, pointsRedeemed, occurredAt } = answer;
    this.note(sent, answer);
    this.figures.sales += 1;
    for (const name of ['amount', 'discount', 'payable', 'pointsEarned', 'pointsRedeemed'])
      this.figures[name] += answer[name];
    this.expireAt(guestId, Date.parse(occurredAt));
    this.spend(guestId, pointsRedeemed);
    this.add(guestId, pointsEarned, Date.parse(occurredAt));
  }

  /** Adds the refund of the guest's last sale, none of whose points is spent. */
  refund(answer, sent) {
    const { guestId, pointsTakenBack, amount } = answer;
    this.note(sent, answer);
    this.figures.refunds += 1;
    this.figures.refunded += amount;
    const lots = this.lots.get(guestId);
    const own = lots.findLast(({ points }) => points >= pointsTakenBack);
    own.points -= pointsTakenBack;
  }

  balanceOf(guestId, at) {
    const today = localDayOf(at);
    return this.lots.get(guestId).reduce((sum, { points, lastDay }) => sum + (lastDay < today ? 0 : points), 0);
  }

  /** Points of all guests. */
  owedAt(at) {
    return [...this.lots.keys()].reduce((sum, guestId) => sum + this.balanceOf(guestId, at), 0);
  }

  /** Points that have expired since the beginning. */
  expiredUntil(at) {
    for (const guestId of this.lots.keys()) this.expireAt(guestId, at);
    return this.expired;
  }

  note(sent, { id }) {
    if (this.acts.has(sent)) throw new Error(`the act ${sent} was answered twice`);
    this.acts.set(sent, id);
  }

  add(guestId, points, at) {
    if (points > 0) this.lots.get(guestId).push({ points, lastDay: localDayOf(at) + this.lotDays });
  }

  spend(guestId, points) {
    let left = points;
    for (const lot of this.lots.get(guestId)) {
      const taken = Math.min(left, lot.points);
      lot.points -= taken;
      left -= taken;
    }
    if (left > 0) throw new Error(`guest ${guestId} spent ${left} points more than there are`);
  }

  expireAt(guestId, at) {
    const today = localDayOf(at);
    const open = [];
    for (const lot of this.lots.get(guestId)) {
      if (lot.lastDay < today) this.expired += lot.points;
      else if (lot.points > 0) open.push(lot);
    }
    this.lots.set(guestId, open);
  }
}

/** Days since 1970 in the networks' time zone. */
function localDayOf(at) {
  return Math.floor((at + ZONE_MS) / DAY_MS);
}
