import type { Tx } from '../../platform/database/database';

export async function deleteSecondFactor(tx: Tx, userId: string): Promise<boolean> {
  return (await tx.prisma.secondFactor.deleteMany({ where: { userId } })).count === 1;
}
