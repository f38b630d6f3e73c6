import { CommandBus } from '@nestjs/cqrs';
import { JwtService } from '@nestjs/jwt';
import { built } from './bench-server.mjs';

const DAY_SECONDS = 86_400;

/**
 * Networks with a programme, a till, the token of a cashier (or of another role) and guests, made through the application's own modules in this
 * process, which has no workers.
 */
export async function openContext() {
  process.env.WORKERS = 'off';
  const { createContext } = built('app.module.js');
  return createContext();
}

/** @returns {Promise<{ id: string, code: string, restaurantId: string, pointOfSaleId: string, userId: string, token: string, guests: string[] }>} */
export async function makeNetwork(context, { code, guests, preset = 'hybrid-5', changes, settings, role = 'cashier' }) {
  const { CreateNetwork, presetForNetwork } = built('configuration/index.js');
  const { Staff, NO_ORIGIN } = built('security/index.js');
  const { Database } = built('platform/database/database.js');
  const { newId } = built('platform/ids/ids.js');
  const database = context.get(Database);
  const author = { actor: 'system', origin: NO_ORIGIN };
  const [id, restaurantId, pointOfSaleId] = [newId(), newId(), newId()];
  const network = {
    id,
    code,
    name: code,
    currency: 'RUB',
    timeZone: 'Europe/Moscow',
    language: 'en',
    country: 'RU',
    program: { document: { ...presetForNetwork(preset, 2), ...changes } },
    manager: { email: `manager@${code}.bench`, name: 'Manager' },
    ...(settings && { settings }),
  };
  await context.get(CommandBus, { strict: false }).execute(new CreateNetwork(network, author));
  const made = Array.from({ length: guests }, () => newId());
  const userId = await database.inNetwork(id, async (tx) => {
    await tx.query(`INSERT INTO restaurants (network_id, id, code, name) VALUES ($1, $2, 'r', 'Restaurant')`, [
      id,
      restaurantId,
    ]);
    await tx.query(
      `INSERT INTO points_of_sale (network_id, id, restaurant_id, code, name) VALUES ($1, $2, $3, 't', 'Till')`,
      [id, pointOfSaleId, restaurantId],
    );
    await tx.query(
      `INSERT INTO guests (network_id, id, card_number, source) SELECT $1, g, replace(g::text, '-', ''), 'STAFF' FROM unnest($2::uuid[]) g`,
      [id, made],
    );
    await tx.query('INSERT INTO guest_states (network_id, guest_id) SELECT $1, g FROM unnest($2::uuid[]) g', [
      id,
      made,
    ]);
    await tx.query('UPDATE networks SET rules_version = rules_version + 1 WHERE id = $1', [id]);
    const { user } = await context
      .get(Staff, { strict: false })
      .create(tx, id, { email: `staff@${code}.bench`, role, restaurantIds: [restaurantId] }, author);
    return user.id;
  });
  const token = await openSession(context, userId);
  return { id, code, restaurantId, pointOfSaleId, userId, token, guests: made };
}

/** An access token, which lasts a quarter of an hour. */
export async function openSession(context, userId) {
  const { Sessions } = built('security/index.js');
  const { Database } = built('platform/database/database.js');
  const { findUser } = built('security/sessions/sessions.sql.js');
  const user = await context.get(Database).asPlatform((tx) => findUser(tx, userId));
  return (await context.get(Sessions, { strict: false }).openForUser(user)).accessToken;
}

/** The same token, valid for a day: a cashier's ends after a quarter of an hour, and long trials take longer. */
export function longLived(context, token) {
  const { jwtKeys } = built('security/secrets/secrets.js');
  const { ACCESS_TOKEN_ALGORITHM } = built('security/sessions/access-token.js');
  const jwt = context.get(JwtService, { strict: false });
  const claims = jwt.decode(token);
  const { id, key } = jwtKeys().newest;
  return jwt.sign(
    { ...claims, exp: claims.exp + DAY_SECONDS },
    { privateKey: key, algorithm: ACCESS_TOKEN_ALGORITHM, keyid: id },
  );
}
