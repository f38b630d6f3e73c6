import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Pii } from '../personal-data/pii';
import { deleteSecondFactor } from './second-factors.sql';
import { base32, findStepOfCode } from './totp.rules';

interface SecondFactorRow {
  readonly secretEncrypted: Buffer;
  readonly lastStep: number;
  readonly confirmed: boolean;
}

/** 160 bits, the length that RFC 4226 recommends. */
const SECRET_BYTES = 20;
const ISSUER = 'Loyalty';

/** The secret for an authenticator app, shown once. */
export interface Enrolment {
  readonly secret: string;
  readonly uri: string;
}

/** One-time codes of an authenticator app as the second factor of a sign-in. */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly clock: Clock,
  ) {}

  /** Whether a sign-in may continue. `RIGHT`: there is no confirmed factor, or the code is right and unused. */
  async judge(userId: string, code: string | undefined): Promise<'RIGHT' | 'WRONG' | 'MISSING'> {
    return this.database.asPlatform(async (tx) => {
      const factor = await lockSecondFactor(tx, userId);
      if (factor?.confirmed !== true) return 'RIGHT';
      if (code === undefined) return 'MISSING';
      const step = this.stepOf(factor.secretEncrypted, code, factor.lastStep);
      if (step === undefined) return 'WRONG';
      await takeStep(tx, userId, step);
      return 'RIGHT';
    });
  }

  async isInForce(userId: string): Promise<boolean> {
    const factor = await this.database.asPlatform((tx) => lockSecondFactor(tx, userId));
    return factor?.confirmed === true;
  }

  /** Makes a secret, which becomes valid with its first code. 403 while another one is valid. */
  async enrol(userId: string, label: string): Promise<Enrolment> {
    const secret = randomBytes(SECRET_BYTES);
    const encrypted = this.pii.encrypt(null, 'secret', secret.toString('base64'));
    const put = await this.database.asPlatform((tx) => putUnconfirmed(tx, userId, encrypted));
    if (!put) throw new ProblemError('forbidden');
    const text = base32(secret);
    const uri = `otpauth://totp/${encodeURIComponent(`${ISSUER}:${label}`)}?secret=${text}&issuer=${ISSUER}`;
    return { secret: text, uri };
  }

  /** Confirms the factor by its first code. 401 for a wrong code. */
  async confirm(userId: string, code: string): Promise<void> {
    const confirmed = await this.database.asPlatform(async (tx) => {
      const factor = await lockSecondFactor(tx, userId);
      if (factor === undefined) return false;
      const step = this.stepOf(factor.secretEncrypted, code, factor.lastStep);
      if (step !== undefined) await takeStep(tx, userId, step);
      return step !== undefined;
    });
    if (!confirmed) throw new ProblemError('second_factor_required');
  }

  /** Removes the factor, for its user or for a manager who resets it. Returns whether there was one. */
  async remove(userId: string): Promise<boolean> {
    return this.database.asPlatform((tx) => deleteSecondFactor(tx, userId));
  }

  private stepOf(encrypted: Buffer, code: string, lastStep: number): number | undefined {
    const secret = Buffer.from(this.pii.decrypt(null, 'secret', encrypted), 'base64');
    return findStepOfCode(secret, code, this.clock.now().getTime(), lastStep);
  }
}

/** Locks the row, so that only one of two concurrent calls with the same code succeeds. */
function lockSecondFactor(tx: Tx, userId: string) {
  return tx.maybe<SecondFactorRow>`SELECT secret_encrypted, last_step, confirmed_at IS NOT NULL AS confirmed
      FROM second_factors WHERE user_id = ${userId} FOR UPDATE`;
}

/** Replaces the secret unless it is confirmed; false: a confirmed one exists. */
async function putUnconfirmed(tx: Tx, userId: string, secretEncrypted: Buffer): Promise<boolean> {
  const rows = await tx.query<{ userId: string }>`
    INSERT INTO second_factors (user_id, secret_encrypted) VALUES (${userId}, ${secretEncrypted})
     ON CONFLICT (user_id) DO UPDATE SET secret_encrypted = excluded.secret_encrypted, created_at = now()
       WHERE second_factors.confirmed_at IS NULL
     RETURNING user_id`;
  return rows.length === 1;
}

/** Marks a code's step as used; the first code also confirms the factor. */
async function takeStep(tx: Tx, userId: string, step: number): Promise<void> {
  await tx.query`
    UPDATE second_factors SET last_step = ${step}, confirmed_at = coalesce(confirmed_at, now()) WHERE user_id = ${userId}`;
}
