using CsCheck;
using Scim.Tests.Shared;

namespace Scim.Protocol.Tests.Robustness;

public sealed class InputTests
{
    [Fact]
    public void ReadAsEverything_OfAnyBytes_ThrowsNothingButScimException() =>
        Gen.Int.Select(InputGen.Input).Sample(InputGen.ReadAsEverything, iter: 10_000);
}
