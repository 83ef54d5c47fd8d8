namespace Scim.EmbeddedMongo.Wire;

/// <summary>Flag bits of OP_MSG. Bits 0 to 15 must be understood by the receiver.</summary>
[Flags]
internal enum MessageFlags
{
    None = 0,
    ChecksumPresent = 1,
    MoreToCome = 2,
    ExhaustAllowed = 1 << 16,
}
