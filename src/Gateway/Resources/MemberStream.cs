using System.Runtime.CompilerServices;
using Grpc.Core;
using Scim.Gateway.Clusters;
using Scim.Protos.Groups.V1;

namespace Scim.Gateway.Resources;

/// <summary>Reads members from GroupService; where an instance goes away meanwhile, another one tells the rest.</summary>
internal static class MemberStream
{
    private const int MostFailures = 3; // in a row, without a member between them

    /// <summary>The members that a request asks for, as they come. The request is changed.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<Member>> ReadAsync(
        GroupService.GroupServiceClient groups, ListMembersRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int failures = 0;
        while (true)
        {
            using AsyncServerStreamingCall<ListMembersResponse> call = groups.ListMembers(request, cancellationToken: cancellationToken);
            while (true)
            {
                bool some;
                try
                {
                    some = await call.ResponseStream.MoveNext(cancellationToken);
                }
                catch (RpcException error) when (TransportFailure.Is(error) && ++failures < MostFailures && !cancellationToken.IsCancellationRequested)
                {
                    break;
                }

                if (!some) yield break;

                Google.Protobuf.Collections.RepeatedField<Member> members = call.ResponseStream.Current.Members;
                yield return members;
                failures = 0;
                if (members.Count == 0) continue;

                request.AfterMemberId = members[^1].Value;
                if (request.Limit > 0 && (request.Limit -= members.Count) <= 0) yield break;
            }
        }
    }
}
