import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import { NetworkMoves } from '../../configuration';
import { Directory, type PlacedNetwork } from '../../platform/cells/directory';
import { onBulkConnection } from '../../platform/database/bulk-connection';
import { settings } from '../../platform/settings/settings';
import { LedgerVerification, linesOfVerification } from '../../transactions';
import { requireUrl, secondsOf } from '../archive/archive-call';
import type { NetworkTotals } from '../archive/archive-catalogue.sql';
import { type ArchiveRequest, type MadeArchive, NetworkArchive } from '../archive/network-archive';
import { NetworkForgetting } from '../archive/network-forgetting';
import { ReceivingCell } from './receiving-cell';

interface MovedNetwork {
  readonly networkId: string;
  readonly code: string;
  /** Prints a line for people. */
  readonly tell: (line: string) => void;
}

interface MoveRequest extends MovedNetwork {
  readonly to: string;
}

/** A running move. */
interface NetworkMoveState extends MoveRequest {
  readonly folder: string;
  readonly receiver: ReceivingCell;
  /** The connection in this cell whose role reads all rows. */
  readonly url: string;
}

type CarriedArchive = MadeArchive & { readonly file: string };

/** The most parts carried while tills sell; each part takes less time than the previous one, so the next has less to carry. */
const MOST_PARTS = 6;
/** After a part with fewer rows, the next part can be the last one. */
const FEW_ROWS = 500;

/**
 * Moves a network to another cell of this installation: first everything while its tills sell, then later changes, then the rest while tills are
 * told to try again. Once the directory is switched, the network lives there; a failure before that leaves it open here (docs/scaling.md).
 */
@Injectable()
export class NetworkMove {
  constructor(
    private readonly directory: Directory,
    private readonly archives: NetworkArchive,
    private readonly moves: NetworkMoves,
    private readonly forgetting: NetworkForgetting,
    private readonly verification: LedgerVerification,
  ) {}

  /** Returns whether both ledgers verify. @throws Error with the reason, where the network stays in this cell */
  move(request: MoveRequest): Promise<boolean> {
    return this.alone(request, async (url) => {
      await this.requireStart(request);
      return this.carryOrStay(request, url, false);
    });
  }

  /** Continues a move whose command was stopped: from the start, or with opening the network if the directory was already switched. */
  resume(network: MovedNetwork): Promise<boolean> {
    return this.alone(network, async (url) => {
      const { cell, movingTo } = await this.placeOf(network);
      if (cell === this.directory.here) {
        if (movingTo === null) throw new Error(`${network.code} is not on its way.`);
        return this.carryOrStay({ ...network, to: movingTo }, url, true);
      }
      if (movingTo !== null) throw new Error(`${network.code} lives in ${cell}, on its way to ${movingTo}.`);
      return this.withReceiver({ ...network, to: cell }, url, async (on) => {
        await on.receiver.ask('open', on.networkId);
        on.tell(`${on.code} lives in ${on.to}, and is open.`);
        return this.prove(on);
      });
    });
  }

  /** Abandons a move whose command was stopped before the directory was switched. */
  async giveUp(network: MovedNetwork): Promise<void> {
    await this.alone(network, async (url) => {
      const { cell, movingTo } = await this.placeOf(network);
      if (cell !== this.directory.here)
        throw new Error(`${network.code} lives in ${cell}: go on with --resume, and move it back from there.`);
      if (movingTo === null) throw new Error(`${network.code} is not on its way.`);
      await this.withReceiver({ ...network, to: movingTo }, url, (on) => this.stay(on));
    });
  }

  /** A trial: carries everything, rolls it back in the other cell, and tells how large a last part would be. */
  async tryOut(request: MoveRequest): Promise<void> {
    await this.alone(request, async (url) => {
      await this.requireStart(request);
      await this.withReceiver(request, url, async (on) => {
        const whole = await this.carryWhole(on, true);
        const wish = { ...wishOf(on, 'tried'), since: whole.file, close: true, dryRun: true };
        const { closedMs, files } = await this.archives.write(wish);
        on.tell(`A last part would have ${countOf(files)} rows now, and take ${secondsOf(closedMs)} to write.`);
        on.tell('It was a dry run: nothing was changed.');
      });
    });
  }

  /** Deletes the rows of a network that now lives in another cell; returns their number. */
  forget(network: MovedNetwork): Promise<number> {
    return this.alone(network, async () => {
      const { cell, movingTo } = await this.placeOf(network);
      if (cell === this.directory.here) throw new Error(`${network.code} lives in ${cell}: its rows stay.`);
      if (movingTo !== null)
        throw new Error(`${network.code} is on its way to ${movingTo}: its rows stay until it is there.`);
      return this.forgetting.forget(network.networkId, requireUrl('DATABASE_OWNER_URL', settings.databaseOwnerUrl));
    });
  }

  /** @param again whether an earlier command was stopped, so that the network may be closed here */
  private carryOrStay(request: MoveRequest, url: string, again: boolean): Promise<boolean> {
    return this.withReceiver(request, url, async (on) => {
      if (!(await this.directory.noteMove(on.networkId, on.to)))
        throw new Error(`Another move of ${on.code} is under way: --resume, or --back.`);
      try {
        if (again) await this.moves.open(on.networkId);
        await on.receiver.ask('forget', on.networkId);
        await this.carryClosed(on, await this.carryWhileOpen(on));
      } catch (error) {
        if (await this.isStillHere(on)) await this.stay(on);
        throw error;
      }
      return this.prove(on);
    });
  }

  /** Carries everything, and then the changes since, until few rows remain. Returns the last part. */
  private async carryWhileOpen(on: NetworkMoveState): Promise<CarriedArchive> {
    let last = await this.carryWhole(on, false);
    const { isRight, lines } = await on.receiver.ask('verify', { id: on.networkId, code: on.code });
    if (!isRight) throw new Error(`The rows that ${on.to} has are not right: ${lines.join(' ')}`);
    for (let part = 1; part <= MOST_PARTS; part += 1) {
      const wish = { ...wishOf(on, `part-${String(part)}`), since: last.file };
      const made = await this.archives.write(wish);
      await on.receiver.ask('read', { file: wish.out, signedBy: made.signedBy, waits: false, dryRun: false });
      await rm(last.file);
      last = { ...made, file: wish.out };
      on.tell(`${countOf(made.files)} rows that came since`);
      if (Number(countOf(made.files)) < FEW_ROWS) break;
    }
    return last;
  }

  private async carryWhole(on: NetworkMoveState, dryRun: boolean): Promise<CarriedArchive> {
    const began = performance.now();
    const wish = wishOf(on, 'whole');
    const made = await this.archives.write(wish);
    await on.receiver.ask('read', { file: wish.out, signedBy: made.signedBy, waits: false, dryRun });
    on.tell(
      `${countOf(made.files)} rows of ${on.code} in ${secondsOf(performance.now() - began)}, while its tills sell`,
    );
    return { ...made, file: wish.out };
  }

  /** Carries the rest while tills are told to try again, and then switches the directory. */
  private async carryClosed(on: NetworkMoveState, { file: since, signedBy }: CarriedArchive): Promise<void> {
    const wish = { ...wishOf(on, 'last'), since, close: true };
    const read = await on.receiver.expect(wish.out, signedBy);
    const made = await this.archives.write(wish);
    const writtenAt = performance.now();
    await read();
    const readAt = performance.now();
    const epoch = await this.directory.switchTo(on.networkId, on.to);
    if (epoch === undefined) throw new Error(`The directory no longer has ${on.code} on its way to ${on.to}.`);
    const switchedAt = performance.now();
    await on.receiver.ask('open', on.networkId);
    const openedAt = performance.now();
    on.tell(
      `${on.code} lives in ${on.to}, epoch ${String(epoch)}. Its tills were closed for ${secondsOf(made.closedMs + openedAt - writtenAt)}: ` +
        `written in ${secondsOf(made.closedMs)}, read in ${secondsOf(readAt - writtenAt)}, switched in ${secondsOf(switchedAt - readAt)}, ` +
        `opened in ${secondsOf(openedAt - switchedAt)}.`,
    );
    on.tell(`The same in both: ${describeTotals(made.totals)}`);
  }

  /** Whether the directory has the network in this cell. If the directory can't be asked, nothing changes and a line says what to do. */
  private async isStillHere({ networkId, code, tell }: NetworkMoveState): Promise<boolean> {
    try {
      const place = await this.directory.read(networkId);
      if (place?.cell === this.directory.here) return true;
      tell(`${code} lives in ${String(place?.cell)} by the directory: go on with --resume.`);
    } catch (error) {
      tell(
        `The directory does not answer (${String(error)}), so ${code} stays as it is: --resume or --back once it does.`,
      );
    }
    return false;
  }

  /** Opens the network in this cell again, and deletes its rows in the other cell. */
  private async stay({ receiver, networkId, code, to, tell }: NetworkMoveState): Promise<void> {
    await this.moves.open(networkId);
    tell(`${code} stays here, and is open. Until its rows are gone from ${to}, --back takes them away.`);
    await receiver.ask('forget', networkId);
    await this.directory.noteMove(networkId, null);
    tell(`No row of it is in ${to}.`);
  }

  /** Verifies the ledger in both cells: the closed one here, and the one that now sells there. */
  private async prove({ receiver, networkId, code, to, tell }: NetworkMoveState): Promise<boolean> {
    const here = await this.verification.verify(networkId);
    for (const line of linesOfVerification(code, here)) tell(`here: ${line}`);
    const there = await receiver.ask('verify', { id: networkId, code });
    for (const line of there.lines) tell(`${to}: ${line}`);
    return here.isRight && there.isRight;
  }

  private async requireStart(request: MoveRequest): Promise<void> {
    const { code, to } = request;
    const { cell, movingTo } = await this.placeOf(request);
    if (cell !== this.directory.here) throw new Error(`${code} lives in ${cell}: run the command there.`);
    if (movingTo !== null) throw new Error(`${code} is on its way to ${movingTo} already: --resume, or --back.`);
    if (to === cell) throw new Error(`${code} lives in ${cell} already.`);
    await this.directory.load();
    if (this.directory.find(to) === undefined) throw new Error(`The directory has no cell ${to}.`);
  }

  private async placeOf({ networkId, code }: MovedNetwork): Promise<PlacedNetwork> {
    if (this.directory.here === undefined)
      throw new Error('CELL is not set: an installation of one cell has nowhere to move a network to.');
    const place = await this.directory.read(networkId);
    if (place === undefined) throw new Error(`The directory does not have ${code}.`);
    return place;
  }

  /** Runs `work` while no other command of this cell moves the network. */
  private alone<T>({ networkId, code }: MovedNetwork, work: (url: string) => Promise<T>): Promise<T> {
    const url = requireUrl('DATABASE_BACKUP_URL', settings.databaseBackupUrl);
    return onBulkConnection(url, async (connection) => {
      const [row] = await connection.write((tx) =>
        tx.query<{ claimed: boolean }>(
          `SELECT pg_try_advisory_lock(hashtextextended('loyalty.move.' || $1, 0)) AS claimed`,
          [networkId],
        ),
      );
      if (row?.claimed !== true) throw new Error(`Another command is moving ${code}.`);
      return work(url);
    });
  }

  private async withReceiver<T>(
    request: MoveRequest,
    url: string,
    work: (on: NetworkMoveState) => Promise<T>,
  ): Promise<T> {
    const parent = path.join(settings.dataDirectory, 'moves');
    await mkdir(parent, { recursive: true, mode: 0o700 });
    const folder = await mkdtemp(path.join(parent, `${request.code}-`));
    try {
      const receiver = await ReceivingCell.start(request.to);
      try {
        return await work({ ...request, folder, receiver, url });
      } finally {
        await receiver.end();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** The request of an archive for the other cell, which has the same keys. */
function wishOf({ networkId, url, folder }: NetworkMoveState, name: string): ArchiveRequest {
  return { networkId, url, receiver: undefined, out: path.join(folder, `${name}.tar`) };
}

function countOf(files: MadeArchive['files']): string {
  return String(files.reduce((sum, { rows }) => sum + rows, 0));
}

function describeTotals({ guests, transactions, available, lastSeal, lastSealHash }: NetworkTotals): string {
  const seal = lastSealHash === null ? 'no seal' : `seal ${String(lastSeal)} (${lastSealHash})`;
  return `${guests} guests with ${available} points, ${transactions} transactions, ${seal}`;
}
