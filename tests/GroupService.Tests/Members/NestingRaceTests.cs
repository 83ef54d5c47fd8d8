using Grpc.Core;
using Scim.Groups.Tests.Hosts;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;

namespace Scim.Groups.Tests.Members;

public sealed class NestingRaceTests(ServicesFixture services) : IClassFixture<ServicesFixture>
{
    private const int Length = 4;
    private readonly string _tenant = $"t{Guid.NewGuid():N}";

    [Fact]
    public async Task Add_OfGroupsIntoEachOtherAtTheSameTime_NeverClosesACycle()
    {
        for (int round = 0; round < 8; round++)
        {
            string[] ring = await Task.WhenAll(Enumerable.Range(0, Length).Select(_ => services.CreateGroupAsync(_tenant)));

            int added = (await Task.WhenAll(ring.Select((group, i) => TryAddAsync(group, ring[(i + 1) % Length])))).Count(one => one);

            Assert.Equal(Length - 1, added);
            Assert.Equal(Length - 1, (await Task.WhenAll(ring.Select(group => services.MembersAsync(_tenant, group)))).Sum(members => members.Count));
        }
    }

    private async Task<bool> TryAddAsync(string group, string member)
    {
        try
        {
            PatchGroupResponse answer = await services.PatchAsync(_tenant, group, PatchOp.Add, member);
            return answer.Changed;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.InvalidArgument)
        {
            return false;
        }
    }
}
