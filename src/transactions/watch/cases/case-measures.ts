import { Injectable } from '@nestjs/common';
import { Reviews } from '../review/reviews';
import { Blocks } from './blocks';

/** Carries out what managers decided about the points in review and the guests of cases. */
@Injectable()
export class CaseMeasures {
  constructor(
    private readonly reviews: Reviews,
    private readonly blocks: Blocks,
  ) {}

  async advance(networkId: string, caseId: string): Promise<void> {
    await this.reviews.advance(networkId, caseId);
    await this.blocks.advance(networkId);
  }
}
