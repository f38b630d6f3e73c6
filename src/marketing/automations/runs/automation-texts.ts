import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, MessageTemplates, type SentTemplate } from '../../../configuration';
import type { Tx } from '../../../platform/database/database';
import { CouponBatches, MessageTexts, type TextOfGuest } from '../../../transactions';
import type { AutomationStep } from '../document/automation-document.schema';
import type { ClaimedRun } from './automation-run.sql';

type MessageStep = Extract<AutomationStep, { kind: 'MESSAGE' }>;

/** A run that stands at a MESSAGE step. */
interface RunAtMessage {
  readonly run: ClaimedRun;
  readonly step: MessageStep;
}

type WrittenText = TextOfGuest & {
  readonly language: 'ru' | 'en';
  /** The template that the text was written from; left out: the text stands in the step. */
  readonly template?: Pick<SentTemplate, 'id' | 'version'>;
};

/** Writes the messages of MESSAGE steps with the values of their guests: the coupon code of the run, the last visit and the last reward of the guest. */
@Injectable()
export class AutomationTexts {
  constructor(
    private readonly texts: MessageTexts,
    private readonly templates: MessageTemplates,
    private readonly coupons: CouponBatches,
  ) {}

  /** Texts by the id of the run. A text fails with `TEXT_FAILED` where the template was archived, or the step has no text in the language. */
  async write(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    telling: readonly RunAtMessage[],
  ): Promise<ReadonlyMap<string, WrittenText>> {
    const named = [...new Set(telling.flatMap(({ step }) => step.templateId ?? []))];
    const templates = new Map(
      (await this.templates.listForSending(tx, snapshot.profile.id, named)).map((template) => [template.id, template]),
    );
    const told = new Map<string, WrittenText>();
    for (const step of new Set(telling.map((one) => one.step))) {
      const template = step.templateId === null ? undefined : templates.get(step.templateId);
      const texts = template?.texts ?? textsOf(step);
      const runs = telling.filter((one) => one.step === step).map(({ run }) => run);
      const wanted = runs.map((run) => ({
        guestId: run.guestId,
        locale: run.locale,
        values: { 'coupon.code': this.codeOf(run) },
      }));
      const written = await this.texts.writeByTemplate(tx, snapshot, { source: 'AUTOMATION', texts }, wanted);
      for (const [index, { id }] of runs.entries()) {
        const text = written[index];
        if (text !== undefined) told.set(id, template === undefined ? text : { ...text, template });
      }
    }
    return told;
  }

  private codeOf({ couponBatch, couponNumber }: ClaimedRun): string | null {
    return couponBatch === null || couponNumber === null ? null : this.coupons.codeOf(couponBatch, couponNumber);
  }
}

function textsOf({ message }: MessageStep): SentTemplate['texts'] {
  const of = (language: 'ru' | 'en') => {
    const texts = message?.[language];
    return texts !== undefined && { [language]: { subject: texts.title, text: texts.text } };
  };
  return { ...of('ru'), ...of('en') };
}
