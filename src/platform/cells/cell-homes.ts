import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiReply, ApiRequest } from '../http/api-request';
import { Homes, type KeptBody, type Merge } from '../homes/homes';
import { settings } from '../settings/settings';
import { AnswersOfCells } from './answers-of-cells';
import { CellCalls } from './cell-calls';
import { CellRouter } from './cell-router';
import { Directory } from './directory';
import { DirectoryNotifications } from './directory-notifications';

/** The path for calls that another cell has stored. */
const KEPT_CALLS = '/api/cells/kept';

const ofNetwork = z.object({ networkId: z.uuid() });

/** Knows in which cell of the installation a network lives. Each cell has a database. */
@Injectable()
export class CellHomes extends Homes {
  override readonly hosts = settings.cellAddress === undefined ? [] : [new URL(settings.cellAddress).hostname];

  constructor(
    private readonly directory: Directory,
    private readonly calls: CellCalls,
    private readonly answers: AnswersOfCells,
    private readonly home: DirectoryNotifications,
    private readonly modules: ModuleRef,
  ) {
    super();
  }

  /** The router depends on services that depend on this class, so it is looked up at the start. */
  override register(fastify: FastifyInstance): Promise<void> {
    return this.modules.get(CellRouter).register(fastify);
  }

  override claim(networkId: string, code: string): Promise<boolean> {
    return this.directory.claim(networkId, code);
  }

  override release(networkId: string): Promise<void> {
    return this.directory.release(networkId);
  }

  override elsewhere(networkId: string): string | undefined {
    const place = this.directory.placeOf(networkId);
    return place === undefined || place.cell === this.directory.here ? undefined : place.cell;
  }

  override bring(to: string, path: string, body: Buffer, headers: Readonly<Record<string, string>>): Promise<void> {
    return this.calls.bring(to, path, body, headers);
  }

  override async handOver({ kind, body }: KeptBody): Promise<boolean> {
    const cell = this.elsewhere(ofNetwork.parse(JSON.parse(body)).networkId);
    if (cell === undefined) return false;
    await this.calls.hand(cell, KEPT_CALLS, { kind, body });
    return true;
  }

  override collect(
    call: { readonly request: ApiRequest; readonly reply: ApiReply },
    merge: Merge<never>,
    mine: () => Promise<unknown>,
  ): Promise<unknown> | undefined {
    return this.answers.collect(call, merge, mine);
  }

  override listenToOwners(channel: string, onMessage: (payload: string) => void): void {
    if (this.directory.isHome) return;
    // The job `home-copies` copies sessions whose notifications were missed.
    void this.home.listen(channel, { onMessage, onGap: () => undefined });
  }
}
