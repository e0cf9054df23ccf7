import type { PartitionAssigner } from 'kafkajs';
import { kafkajs } from '../client/kafkajs.ts';

/** Gives the only member of a throw-away group exactly the partitions that it wants: kafkajs has no manual assignment. */
export function selfAssigner(topic: string, partitions: readonly number[]): PartitionAssigner {
  const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;
  const nothing = Buffer.alloc(0);
  return () => ({
    name: 'skein-self',
    version: 1,
    assign: async ({ members }) =>
      members.map(({ memberId }, index) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({
          version: 1,
          assignment: index === 0 ? { [topic]: [...partitions] } : {},
          userData: nothing,
        }),
      })),
    protocol: ({ topics }) => ({ name: 'skein-self', metadata: MemberMetadata.encode({ version: 1, topics, userData: nothing }) }),
  });
}
