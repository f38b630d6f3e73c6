import { Injectable } from '@nestjs/common';
import { Database, type Statements, type Tx } from '../../../platform/database/database';
import { type Connection, itemTypeOf } from '../../connections/connection';
import { IikoClient } from '../wire/iiko-client';
import type { OrderLine } from '../wire/iiko-order.rules';
import { categoriesOf, nomenclatureSchema } from './nomenclature.rules';

const PRODUCTS_A_STATEMENT = 5_000;
const MOST_CATEGORIES = 500;

/** A line with its product's menu category and kind. */
export type KnownLine = Omit<OrderLine, 'type'> & {
  readonly category: string | null;
  readonly type: ReturnType<typeof itemTypeOf>;
};

/** Menu categories of iiko's products. iiko's orders name only products, but programmes have rules for categories. */
@Injectable()
export class Products {
  constructor(
    private readonly database: Database,
    private readonly client: IikoClient,
  ) {}

  /** Reads the changes of an organisation's menu since a revision, and returns the new revision. @throws IikoFailure */
  async update(connection: Connection<'IIKO'>, organizationId: string, startRevision: number): Promise<number> {
    const { networkId, id } = connection;
    const body = { organizationId, startRevision };
    const menu = await this.client.call(connection, 'nomenclature', body, nomenclatureSchema);
    const products = [...categoriesOf(menu)];
    for (let at = 0; at < products.length; at += PRODUCTS_A_STATEMENT) {
      const part = products.slice(at, at + PRODUCTS_A_STATEMENT);
      await this.database.inNetwork(networkId, (tx) => putProducts(tx, networkId, id, part));
    }
    return menu.revision;
  }

  /** The menu's categories with their numbers of products; at most 500, by name. */
  async listCategories({
    networkId,
    id,
  }: Connection): Promise<{ readonly category: string; readonly products: number }[]> {
    const rows = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.tillProduct.groupBy({
        by: 'category',
        where: { networkId, connectionId: id },
        _count: true,
        orderBy: { category: 'asc' },
        take: MOST_CATEGORIES,
      }),
    );
    return rows.map(({ category, _count: products }) => ({ category, products }));
  }

  /** Adds to lines the categories of their products. A kind that iiko itself names takes precedence over the category's kind. */
  async know(connection: Connection<'IIKO'>, lines: readonly OrderLine[]): Promise<KnownLine[]> {
    const { networkId, id } = connection;
    const productIds = lines.flatMap(({ sku }) => sku ?? []);
    const rows =
      productIds.length === 0
        ? []
        : await listCategoriesOf(this.database.readsOf(networkId), networkId, id, productIds);
    const byProduct = new Map(rows.map(({ productId, category }) => [productId, category]));
    return lines.map((line) => {
      const category = byProduct.get(line.sku ?? '') ?? null;
      return { ...line, category, type: line.type ?? itemTypeOf(connection, category) };
    });
  }
}

/** Stores products with their categories; a known product gets its present category. */
async function putProducts(
  tx: Tx,
  networkId: string,
  connectionId: string,
  products: readonly (readonly [productId: string, category: string])[],
): Promise<void> {
  await tx.query`INSERT INTO till_products (network_id, connection_id, product_id, category)
      SELECT ${networkId}, ${connectionId}, p, c
      FROM unnest(${products.map(([id]) => id)}::text[], ${products.map(([, category]) => category)}::text[]) AS made(p, c)
      ON CONFLICT (network_id, connection_id, product_id) DO UPDATE SET category = excluded.category
        WHERE till_products.category <> excluded.category`;
}

function listCategoriesOf(
  tx: Pick<Statements, 'query'>,
  networkId: string,
  connectionId: string,
  productIds: readonly string[],
) {
  return tx.query<{ productId: string; category: string }>`SELECT product_id, category FROM till_products
      WHERE network_id = ${networkId} AND connection_id = ${connectionId} AND product_id = ANY(${productIds}::text[])`;
}
