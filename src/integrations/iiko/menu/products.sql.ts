import type { Statements, Tx } from '../../../platform/database/database';

/** Stores products with their categories; a known product gets its present category. */
export async function putProducts(
  tx: Tx,
  networkId: string,
  connectionId: string,
  products: readonly (readonly [productId: string, category: string])[],
): Promise<void> {
  await tx.query(
    `INSERT INTO till_products (network_id, connection_id, product_id, category)
     SELECT $1, $2, p, c FROM unnest($3::text[], $4::text[]) AS made(p, c)
     ON CONFLICT (network_id, connection_id, product_id) DO UPDATE SET category = excluded.category
       WHERE till_products.category <> excluded.category`,
    [networkId, connectionId, products.map(([id]) => id), products.map(([, category]) => category)],
  );
}

export function listCategoriesOf(
  tx: Pick<Statements, 'query'>,
  networkId: string,
  connectionId: string,
  productIds: readonly string[],
): Promise<{ readonly productId: string; readonly category: string }[]> {
  return tx.query(
    `SELECT product_id AS "productId", category FROM till_products
      WHERE network_id = $1 AND connection_id = $2 AND product_id = ANY($3::text[])`,
    [networkId, connectionId, productIds],
  );
}
