import { Context, type RequestContext, Route, Routes } from '../../security';
import { type OwnSections, ownSectionsSchema } from './own-sections.dto';
import { OwnSectionsQuery } from './own-sections.query';

/** Tells which pages of the cabinet have something to show to the guest. */
@Routes('auth/me/sections', 'Guests')
export class OwnSectionsController {
  constructor(private readonly sections: OwnSectionsQuery) {}

  @Route('GET', {
    id: 'getOwnSections',
    permission: 'guest.self',
    summary: 'Get the parts of the cabinet that a guest has',
    description:
      'A part that the network has switched off, or has nothing in, is `false`, so that no page leads there.',
    ok: ownSectionsSchema,
  })
  read(@Context() { networkId, principal }: RequestContext): Promise<OwnSections> {
    return this.sections.of(networkId, principal.id);
  }
}
